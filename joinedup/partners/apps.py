from django.apps import AppConfig


class PartnersRoom(AppConfig):
    name = "joinedup.partners"
