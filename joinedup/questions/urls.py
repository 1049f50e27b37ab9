from django.urls import path

from joinedup.frame.references import address_part
from joinedup.questions import views

address_part("partnership")
address_part("question")

urlpatterns = [
    path("<partnership:reference>/ask/", views.ask, name="ask"),
    path("<partnership:reference>/questions/", views.questions, name="questions"),
    path("<partnership:reference>/feedback/", views.give_feedback, name="give-feedback"),
    path("<partnership:reference>/answering/", views.answering, name="answering-times"),
    path("<question:reference>/", views.question, name="question"),
    path("<question:reference>/let-through/", views.let_through, name="let-question-through"),
    path("<question:reference>/decline/", views.decline, name="decline-question"),
    path("<question:reference>/answer/", views.answer, name="answer-question"),
    path("<question:reference>/effect/", views.say_effect, name="say-effect"),
    path("receipt/<path:signed>/", views.receipt, name="receipt"),
]
