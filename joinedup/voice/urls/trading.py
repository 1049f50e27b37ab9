from django.urls import path

from joinedup.frame.references import address_part
from joinedup.voice.views import trading, trading_off

address_part("conversation")
address_part("tradeoff")

urlpatterns = [
    path("<conversation:reference>/trade-offs/new/", trading_off.write, name="write-trade-off"),
    path("<tradeoff:reference>/", trading.trade_off, name="trade-off"),
    path("<tradeoff:reference>/edit/", trading_off.edit, name="edit-trade-off"),
    path("<tradeoff:reference>/options/add/", trading_off.add_option, name="add-trade-off-option"),
    path("<tradeoff:reference>/options/<int:place>/", trading_off.edit_option, name="edit-trade-off-option"),
    path("<tradeoff:reference>/options/<int:place>/remove/", trading_off.remove_option, name="remove-trade-off-option"),
    path("<tradeoff:reference>/options/<int:place>/effects/", trading_off.effect, name="trade-off-effect"),
]
