from django.apps import AppConfig


class VoiceRoom(AppConfig):
    name = "joinedup.voice"
