from django.apps import AppConfig


class PromisesRoom(AppConfig):
    name = "joinedup.promises"
