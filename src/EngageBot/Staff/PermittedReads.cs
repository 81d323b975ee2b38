using System.Collections.Immutable;
using EngageBot.Http;
using EngageBot.Storage;

namespace EngageBot.Staff;

/// <summary>Reads of the API that not every key may do. A read changes nothing and leaves no trace, so it is asked here; what changes something asks by itself.</summary>
internal static class PermittedReads
{
    extension(ApiGate gate)
    {
        /// <param name="anyOf">One of them is enough.</param>
        public Task<IResult> ReadAsync(HttpContext http, ImmutableArray<Permission> anyOf, Func<RowSource, ApiCaller, ApiAnswer> read) =>
            gate.ReadAsync(http, (source, caller) => MayAny(caller, anyOf) ? read(source, caller) : ApiAnswer.Problem(ProblemType.NotPermitted));

        /// <param name="anyOf">One of them is enough.</param>
        public Task<IResult> AskAsync<T>(
            HttpContext http, ImmutableArray<Permission> anyOf, Func<ReadOnlyMemory<byte>, (T? Request, ApiAnswer? Problem)> parse, Func<ApiCaller, T, CancellationToken, Task<ApiAnswer>> work)
            where T : class =>
            gate.AskAsync<T>(http, parse, (caller, request, cancellation) =>
                MayAny(caller, anyOf) ? work(caller, request, cancellation) : Task.FromResult(ApiAnswer.Problem(ProblemType.NotPermitted)));

        /// <param name="anyOf">One of them is enough.</param>
        public Task<IResult> StreamAsync(HttpContext http, ImmutableArray<Permission> anyOf, Func<ApiCaller, CancellationToken, Task<IResult>> work) =>
            gate.StreamAsync(http, (caller, cancellation) =>
                MayAny(caller, anyOf) ? work(caller, cancellation) : Task.FromResult(ApiAnswer.Problem(ProblemType.NotPermitted).ToResult()));
    }

    private static bool MayAny(ApiCaller caller, ImmutableArray<Permission> anyOf) => Actor.Of(caller) is var actor && anyOf.Any(actor.May);
}
