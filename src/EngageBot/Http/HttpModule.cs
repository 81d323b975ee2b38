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
}
