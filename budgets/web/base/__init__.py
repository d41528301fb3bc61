"""What the pages of all audiences share: the frame, the style, the languages and who is logged in."""
