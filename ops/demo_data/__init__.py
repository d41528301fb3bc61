"""The files of Voorbeeldstad, as organisations really send them. All people are made up by `generate`."""
