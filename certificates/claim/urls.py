"""A claim's pages: the person's own, and the same for who stands at a counter (``for/<person>/``)."""

from django.urls import path

from certificates.claim import counter, views

app_name = "claim"
pages = [
    ("", views.choose, "choose"),
    ("<int:subject>/", views.facts, "facts"),
    ("<int:subject>/account/", views.account, "account"),
    ("<int:subject>/check/", views.check, "check"),
]
urlpatterns = [
    path("entered/", counter.entered, name="entered"),
    path("entered/<int:pk>/", counter.receipt, name="receipt"),
    *(path(route, view, name=name) for route, view, name in pages),
    *(path(f"for/<int:person>/{route}", view, name=f"for-{name}") for route, view, name in pages),
]
