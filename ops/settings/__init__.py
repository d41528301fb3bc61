"""Settings, one file per concern, composed by `base` and finished by `development`, `test` or `production`."""
