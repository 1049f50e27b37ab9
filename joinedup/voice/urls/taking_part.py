from django.urls import path

from joinedup.voice.views import equity, letting_in, taking_part

urlpatterns = [
    path("<conversation:reference>/join/", taking_part.join, name="join-conversation"),
    path("<conversation:reference>/mine/", taking_part.mine, name="my-part"),
    path("<conversation:reference>/leave/", taking_part.leave, name="leave-conversation"),
    path("<conversation:reference>/who/", equity.who, name="who-takes-part"),
    path("<conversation:reference>/paper/", letting_in.paper, name="conversation-on-paper"),
    path("<conversation:reference>/enter/", letting_in.enter, name="enter-sheet"),
    path("<conversation:reference>/invite/", letting_in.invite, name="invite-to-conversation"),
    path("<conversation:reference>/list/", letting_in.list_addresses, name="list-for-conversation"),
    path("<conversation:reference>/codes/", letting_in.codes, name="codes-for-conversation"),
]
