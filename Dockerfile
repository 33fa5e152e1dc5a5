# syntax=docker/dockerfile:1

# What runs is target/textmill of the module cli, made as ./textmill makes it.
FROM maven:3.9-eclipse-temurin-17 AS build
WORKDIR /build
COPY . .
RUN --mount=type=cache,target=/root/.m2 mvn -B -ntp -DskipTests -pl cli -am package

FROM eclipse-temurin:17-jre
RUN useradd --system --uid 10001 --create-home --home-dir /home/textmill --shell /usr/sbin/nologin textmill
COPY --from=build /build/textmill /opt/textmill/textmill
COPY --from=build /build/cli/target/textmill /opt/textmill/cli/target/textmill
COPY LICENSE NOTICE /opt/textmill/
COPY docker/textmill.properties /etc/textmill/textmill.properties
# Classes, checked and laid out, for faster starts; what the little work for it leaves in root's home is not kept.
RUN TEXTMILL_BUILD=never TEXTMILL_CDS=make HOME=/tmp/home /opt/textmill/textmill --version && rm -rf /tmp/home

# There is no compiler in this image: run what is built.
ENV TEXTMILL_BUILD=never
USER 10001
WORKDIR /home/textmill
EXPOSE 8099
# The image has no HTTP client; bash has sockets.
HEALTHCHECK --interval=10s --timeout=5s --start-period=60s --retries=3 \
  CMD ["bash", "-c", "exec 3<>/dev/tcp/127.0.0.1/8099 && printf 'GET /health/ready HTTP/1.0\\r\\n\\r\\n' >&3 && head -n 1 <&3 | grep -q ' 200'"]
ENTRYPOINT ["/opt/textmill/textmill"]
CMD ["run", "--config", "/etc/textmill/textmill.properties"]
