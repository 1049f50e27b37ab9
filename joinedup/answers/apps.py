from django.apps import AppConfig


class AnswersRoom(AppConfig):
    name = "joinedup.answers"
