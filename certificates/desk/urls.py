from django.urls import path

from certificates.desk import views

app_name = "desk"
urlpatterns = [
    path("corrections/", views.waiting, name="corrections"),
    path("corrections/<int:pk>/", views.case, name="correction"),
    path("corrections/<int:pk>/grant/", views.grant, name="grant"),
    path("corrections/<int:pk>/refuse/", views.refuse, name="refuse"),
    path("corrections/<int:pk>/preview/", views.preview, name="preview"),
    path("corrections/<int:pk>/proof/", views.proof, name="proof"),
]
