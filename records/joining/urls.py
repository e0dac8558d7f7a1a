from django.urls import path

from records.joining import views
from records.joining.desk import views as desk

app_name = "joining"
urlpatterns = [
    path("join/", views.index, name="index"),
    path("join/new/", views.new, name="new"),
    path("join/<int:pk>/", views.one, name="one"),
    path("join/<int:pk>/proof/", views.proof, name="proof"),
    path("join/<int:pk>/withdraw/", views.withdraw, name="withdraw"),
    path("join/<int:pk>/password/", views.password, name="password"),
    path("desk/registrations/", desk.waiting, name="waiting"),
    path("desk/registrations/<int:pk>/", desk.case, name="case"),
    path("desk/registrations/<int:pk>/proof/", desk.proof, name="case-proof"),
    path("desk/registrations/<int:pk>/accept/", desk.accept, name="accept"),
    path("desk/registrations/<int:pk>/refuse/", desk.refuse, name="refuse"),
]
