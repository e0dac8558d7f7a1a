"""Signing in as a person, one's own account, and looking at a number. What allauth serves is `account_urls`."""

from django.urls import path

from people import views

app_name = "people"
urlpatterns = [
    path("my/sign-in/", views.sign_in, name="sign-in"),
    path("my/sign-in/code/", views.sign_in_code, name="sign-in-code"),
    path("account/", views.account, name="account"),
    path("account/changes/", views.account_changes, name="account-changes"),
    path("desk/counter/", views.counter, name="counter"),
    path("desk/counter/<int:pk>/", views.at_counter, name="at-counter"),
    path("people/<int:pk>/reveal/", views.reveal, name="reveal"),
]
