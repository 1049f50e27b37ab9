from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class FrameRoom(AppConfig):
    name = "joinedup.frame"

    def ready(self) -> None:
        autodiscover_modules("nouns", "findings", "panels")
