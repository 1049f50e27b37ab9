"""The languages in which a conversation can be held: ISO 639-1 codes, each with its own name for itself."""

LANGUAGES = {
    "en": "English",
    "ar": "العربية",
    "bn": "বাংলা",
    "cy": "Cymraeg",
    "es": "Español",
    "fa": "فارسی",
    "fr": "Français",
    "gd": "Gàidhlig",
    "gu": "ગુજરાતી",
    "hi": "हिन्दी",
    "it": "Italiano",
    "pa": "ਪੰਜਾਬੀ",
    "pl": "Polski",
    "pt": "Português",
    "ro": "Română",
    "so": "Soomaali",
    "ta": "தமிழ்",
    "uk": "Українська",
    "ur": "اردو",
    "zh": "中文",
}

IN_ENGLISH = {
    "en": "English",
    "ar": "Arabic",
    "bn": "Bengali",
    "cy": "Welsh",
    "es": "Spanish",
    "fa": "Persian",
    "fr": "French",
    "gd": "Scottish Gaelic",
    "gu": "Gujarati",
    "hi": "Hindi",
    "it": "Italian",
    "pa": "Punjabi",
    "pl": "Polish",
    "pt": "Portuguese",
    "ro": "Romanian",
    "so": "Somali",
    "ta": "Tamil",
    "uk": "Ukrainian",
    "ur": "Urdu",
    "zh": "Chinese",
}


def to_choose() -> list[tuple[str, str]]:
    """The languages as a form offers them: code, and the English name with the own name where it differs.

    >>> to_choose()[0], to_choose()[3]
    (('en', 'English'), ('cy', 'Welsh – Cymraeg'))
    """
    return [(code, english if english == own else f"{english} – {own}") for code, english, own in _names()]


def named(codes: str) -> list[str]:
    """The names of languages from their codes with spaces between; a code that is not known stands for itself.

    >>> named("en cy xx")
    ['English', 'Cymraeg', 'xx']
    """
    return [LANGUAGES.get(code, code) for code in codes.split()]


def _names() -> list[tuple[str, str, str]]:
    return [(code, IN_ENGLISH[code], own) for code, own in LANGUAGES.items()]
