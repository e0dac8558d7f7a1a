"""What is handed in."""

from django import forms

from records.evidence import Evidence, Proof


class NewProof(forms.Form):
    """One proof more of a lesson."""

    file = Evidence(label="签到表或照片", help_text="PDF、JPG 或 PNG，最大 10 MB")

    def clean_file(self) -> Proof:
        if self.cleaned_data["file"] is None:
            raise forms.ValidationError("请选一个文件。")
        proof: Proof = self.cleaned_data["file"]
        return proof
