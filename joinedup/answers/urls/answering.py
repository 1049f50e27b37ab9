"""Addresses of who answers for it: lines, who steps in last, and scrutiny."""

from django.urls import path

from joinedup.answers.views import answering, guarantors, scrutiny
from joinedup.frame.references import address_part

for part in ("partnership", "body", "line", "guarantor", "recommendation"):
    address_part(part)

urlpatterns = [
    path("<partnership:reference>/answerability/", answering.map_of_answers, name="answerability"),
    path("<partnership:reference>/answerability/new/", answering.draw, name="draw-line"),
    path("<line:reference>/", answering.line, name="line"),
    path("<line:reference>/edit/", answering.edit, name="edit-line"),
    path("<line:reference>/end/", answering.end, name="end-line"),
    path("<line:reference>/account/", answering.give_account, name="give-account"),
    path("<partnership:reference>/guarantors/", guarantors.guarantors, name="guarantors"),
    path("<partnership:reference>/guarantors/new/", guarantors.name, name="name-guarantor"),
    path("<guarantor:reference>/", guarantors.guarantor, name="guarantor"),
    path("<guarantor:reference>/edit/", guarantors.edit, name="edit-guarantor"),
    path("<guarantor:reference>/remove/", guarantors.remove, name="remove-guarantor"),
    path("<body:reference>/scrutiny/", scrutiny.desk, name="scrutiny-desk"),
    path("<body:reference>/recommendations/new/", scrutiny.recommend, name="recommend"),
    path("<partnership:reference>/recommendations/", scrutiny.recommendations, name="recommendations"),
    path("<recommendation:reference>/", scrutiny.recommendation, name="recommendation"),
    path("<recommendation:reference>/share/", scrutiny.share, name="share-recommendation"),
    path("<recommendation:reference>/reply/", scrutiny.reply, name="reply-to-recommendation"),
    path("<recommendation:reference>/done/", scrutiny.done, name="report-recommendation-done"),
    path("<recommendation:reference>/close/", scrutiny.close, name="close-recommendation"),
]
