"""The addresses of the pages of people with a pass."""

from django.urls import path

from budgets.limits.limiting import ASKED_CODES
from budgets.web.base.guarding import guarded
from budgets.web.participant import entering, phone, views

app_name = "participant"
urlpatterns = [
    path("", views.show_pass, name="pass"),
    path("/blokkeer", views.block_pass, name="block"),
    path("/deblokkeer", views.unblock_pass, name="unblock"),
    path("/pincode", views.set_new_pin, name="pin"),
    path("/code-vragen", guarded(entering.ask_code, every=ASKED_CODES), name="ask-code"),
    path("/code", guarded(entering.give_code), name="give-code"),
    path("/toon", phone.show_code, name="turn"),
    path("/telefoon", phone.pair, name="pair"),
    path("/telefoon/weg", views.take_from_phone, name="unpair"),
    path("/telefoon/vernieuw", phone.renew, name="renew"),
    path("/app.webmanifest", phone.give_manifest, name="manifest"),
    path(".sw.js", phone.give_worker, name="worker"),
]
