"""Language and time: Dutch first, English on request; the day turns over in Amsterdam."""

LANGUAGE_CODE = "nl"
LANGUAGES = [("nl", "Nederlands"), ("en", "English")]
USE_I18N = True

TIME_ZONE = "Europe/Amsterdam"
USE_TZ = True
