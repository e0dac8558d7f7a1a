from django.urls import path

from training.signup import views

public = ([
    path("", views.index, name="index"),
    path("<int:pk>/", views.one, name="one"),
], "open-classes")  # fmt: skip

mine = ([
    path("", views.mine, name="list"),
    path("<int:pk>/", views.own, name="one"),
    path("<int:pk>/withdraw/", views.withdraw, name="withdraw"),
    path("<int:pk>/deny/", views.deny, name="deny"),
], "classes-of-mine")  # fmt: skip

attend = ([
    path("", views.here, name="here"),
    path("<str:token>/", views.scanned, name="scanned"),
], "attend")  # fmt: skip
