from django.apps import AppConfig


class QuestionsRoom(AppConfig):
    name = "joinedup.questions"
