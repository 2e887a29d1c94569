from rest_framework.views import APIView


class AiView(APIView):
    schema_tags: tuple[str, ...] = ("ai",)
