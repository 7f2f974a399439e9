"""The form with which a coordinator loads a register of commitments from a CSV file."""

from copy import deepcopy
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from activities.forms.editing import EditingForm
from roadmap.forms.editions.parts import EditionForm

#: Most lines of a file.
MOST_LINES = 2_000


class RegisterFileForm(EditingForm):
    """A new draft, as `EditionForm` enters it, and the file with its sections and commitments. `too_large`: the file is
    larger than the site accepts; `megabytes`: how large that is."""

    file = forms.FileField(
        label=gettext_lazy("CSV file"),
        widget=forms.FileInput(attrs={"accept": ".csv,text/csv"}),
        error_messages={
            "required": gettext_lazy("Choose a file to upload."),
            "empty": gettext_lazy("The file is empty. Choose another one."),
        },
    )

    field_order = ("register", "code", "date", "title", "file")

    def __init__(self, *args: Any, too_large: bool = False, megabytes: int = 0, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if too_large:
            message = _("The file is larger than %(most)s MB. Shorten it and upload it again.") % {"most": megabytes}
            self.fields["file"].error_messages["required"] = message

    def clean_file(self) -> UploadedFile:
        file = self.cleaned_data["file"]
        # a line ends with one or the other: files of old Macs have only "\r"
        if max(sum(chunk.count(end) for chunk in file.chunks()) for end in (b"\n", b"\r")) > MOST_LINES:
            message = _("The file has more than %(most)s lines. Shorten it and upload it again.")
            raise ValidationError(message % {"most": f"{MOST_LINES:,}"})
        file.seek(0)
        return file

    clean_code = EditionForm.clean_code
    clean_date = EditionForm.clean_date


for name in ("register", "code", "date", "title"):
    RegisterFileForm.base_fields[name] = deepcopy(EditionForm.base_fields[name])
RegisterFileForm.base_fields = {name: RegisterFileForm.base_fields[name] for name in RegisterFileForm.field_order}
