# Two stages: the SDK publishes with ReadyToRun, the runtime image runs it as a user without rights.
FROM mcr.microsoft.com/dotnet/sdk:10.0 AS build
WORKDIR /source
COPY . .
RUN dotnet publish src/EngageBot -c Release -r linux-x64 --self-contained false -p:PublishReadyToRun=true -o /app

FROM mcr.microsoft.com/dotnet/aspnet:10.0
WORKDIR /app
COPY --from=build /app .
RUN mkdir -p /app/data && chown -R $APP_UID /app/data
USER $APP_UID
ENV ASPNETCORE_URLS=http://+:5080 Data__Directory=/app/data Dialogs__Directory=/app/dialogs
EXPOSE 5080
# data: the database and uploads. dialogs: what the bot says; mount your own over it to change it.
VOLUME ["/app/data", "/app/dialogs"]
# The image has neither curl nor wget, so the program asks itself.
HEALTHCHECK --interval=15s --timeout=5s --start-period=20s CMD ["dotnet", "EngageBot.dll", "health"]
ENTRYPOINT ["dotnet", "EngageBot.dll"]
