from django.urls import path

from joinedup.exchange import views
from joinedup.frame.references import address_part

address_part("partnership")

urlpatterns = [
    path("<partnership:reference>/workbook/", views.workbook, name="workbook"),
    path("<partnership:reference>/workbook/template/", views.template, name="workbook-template"),
    path("<partnership:reference>/workbook/plan.xlsx", views.plan, name="workbook-plan"),
    path("<partnership:reference>/workbook/plan.zip", views.plan_as_csv, name="workbook-plan-as-csv"),
    path("<partnership:reference>/workbook/<uuid:load>/", views.result, name="workbook-result"),
    path("<partnership:reference>/workbook/<uuid:load>/marked/", views.marked, name="workbook-marked"),
]
