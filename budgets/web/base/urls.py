"""The addresses of the first page, of logging in and of the language."""

from allauth.account import views as accounts
from allauth.mfa.base import views as second_steps
from django.urls import path
from django.views.i18n import set_language

from budgets.web.base import views
from budgets.web.base.guarding import guarded

urlpatterns = [
    path("", views.show_home, name="home"),
    path("postvak", views.show_inbox, name="inbox"),
    path("taal", set_language, name="set_language"),
    path("inloggen", guarded(accounts.login), name="account_login"),
    path("inloggen/stap-2", guarded(second_steps.authenticate), name="mfa_authenticate"),
    path("uitloggen", views.log_out, name="account_logout"),
]
