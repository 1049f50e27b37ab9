from django.apps import AppConfig


class RecordRoom(AppConfig):
    name = "joinedup.record"
