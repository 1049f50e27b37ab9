from django.apps import AppConfig


class OutcomesRoom(AppConfig):
    name = "joinedup.outcomes"
