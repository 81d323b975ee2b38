namespace EngageBot.Http;

/// <summary>The API's edge.</summary>
internal static class HttpModule
{
    public static IServiceCollection AddApiEdge(this IServiceCollection services)
    {
        services.AddOptions<ApiOptions>().BindConfiguration("Api").ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<ApiKeys>().AddSingleton<KeyRateLimit>().AddSingleton<ApiGate>();
        return services.AddHostedService<AnswersPruner>();
    }

    /// <summary>Before every door.</summary>
    public static void UseClearErrors(this WebApplication app) => app.UseMiddleware<ClearErrors>();
}
