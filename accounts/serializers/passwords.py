"""Passwords and addresses."""

from typing import Any

from rest_framework import serializers


class NewPassword(serializers.CharField):
    def __init__(self, **options: Any) -> None:
        super().__init__(max_length=256, trim_whitespace=False, style={"input_type": "password"}, **options)


class ChangePasswordSerializer(serializers.Serializer[Any]):
    current_password = NewPassword()
    new_password = NewPassword()


class EmailSerializer(serializers.Serializer[Any]):
    email = serializers.EmailField(max_length=254)


class ResetPasswordSerializer(serializers.Serializer[Any]):
    uid = serializers.CharField(max_length=64)
    token = serializers.CharField(max_length=128)
    new_password = NewPassword()


class EmailKeySerializer(serializers.Serializer[Any]):
    key = serializers.CharField(max_length=512)
