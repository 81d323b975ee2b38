using EngageBot.Businesses.Rules;
using EngageBot.Conversations;

namespace EngageBot.Surveys;

/// <summary>What customers are asked, and what they say.</summary>
internal static class SurveysModule
{
    /// <summary>Needs <c>AddConversations</c> and <c>AddPlays</c>.</summary>
    public static void AddSurveys(this IServiceCollection services)
    {
        services.AddRuleKind(SurveyRules.Kind);
        services.AddSingleton<SurveyDesk>();
        services.AddDialogAction<BeginSurvey>();
        services.AddDialogAction<AnswerSurvey>();
        services.AddDialogAction<SkipSurveyQuestion>();
        services.AddDialogAction<LeaveSurvey>();
    }
}
