"""Sign up, in and out."""

from typing import Any

from rest_framework import serializers

from accounts.serializers.people import UserSerializer


class RegisterSerializer(serializers.Serializer[Any]):
    email = serializers.EmailField(max_length=254)
    password = serializers.CharField(max_length=256, trim_whitespace=False, style={"input_type": "password"})
    name = serializers.CharField(max_length=150, required=False, allow_blank=True, default="")
    full_name = serializers.CharField(
        max_length=150, required=False, allow_blank=True, help_text="Accepted as another word for name."
    )


class LoginSerializer(serializers.Serializer[Any]):
    email = serializers.CharField(max_length=254)
    password = serializers.CharField(max_length=256, trim_whitespace=False, style={"input_type": "password"})
    code = serializers.CharField(
        max_length=20,
        required=False,
        allow_blank=True,
        default="",
        help_text="Of the authenticator app, or a recovery code: for people with a second factor.",
    )


class GoogleSerializer(serializers.Serializer[Any]):
    id_token = serializers.CharField(max_length=8192)
    code = serializers.CharField(max_length=20, required=False, allow_blank=True, default="")


class TokensSerializer(serializers.Serializer[Any]):
    access_token = serializers.CharField()
    refresh_token = serializers.CharField()


class SignedInSerializer(TokensSerializer):
    user = UserSerializer()


class RegisteredSerializer(serializers.Serializer[Any]):
    user = UserSerializer()
    access_token = serializers.CharField(
        allow_null=True, help_text="Null where the address must be verified before anybody signs in."
    )
    refresh_token = serializers.CharField(allow_null=True)
