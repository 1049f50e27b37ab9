from django.apps import AppConfig


class ReviewsRoom(AppConfig):
    name = "joinedup.reviews"
