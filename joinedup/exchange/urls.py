from django.urls import path

from joinedup.exchange.views import conversations, tables, trackers, workbook
from joinedup.frame.references import address_part

address_part("partnership")
address_part("conversation")

urlpatterns = [
    path("<conversation:reference>/comments.csv", conversations.statements, name="conversation-statements-file"),
    path("<conversation:reference>/votes.csv", conversations.votes, name="conversation-votes-file"),
    path("<partnership:reference>/workbook/", workbook.workbook, name="workbook"),
    path("<partnership:reference>/workbook/template/", workbook.template, name="workbook-template"),
    path("<partnership:reference>/workbook/plan.xlsx", workbook.plan, name="workbook-plan"),
    path("<partnership:reference>/workbook/plan.zip", workbook.plan_as_csv, name="workbook-plan-as-csv"),
    path("<partnership:reference>/workbook/paste/", trackers.paste, name="table-paste"),
    path("<partnership:reference>/workbook/<uuid:load>/", workbook.result, name="workbook-result"),
    path("<partnership:reference>/workbook/<uuid:load>/kind/", tables.kind, name="table-kind"),
    path("<partnership:reference>/workbook/<uuid:load>/columns/", tables.columns, name="table-columns"),
    path("<partnership:reference>/workbook/<uuid:load>/names/", tables.names, name="table-names"),
    path("<partnership:reference>/workbook/<uuid:load>/mapping.toml", tables.mapping, name="table-mapping"),
    path("<partnership:reference>/workbook/<uuid:load>/marked/", workbook.marked, name="workbook-marked"),
]
