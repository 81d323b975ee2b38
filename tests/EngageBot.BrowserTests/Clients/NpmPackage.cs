using System.ComponentModel;
using System.Diagnostics;
using System.Formats.Tar;
using System.IO.Compression;
using System.Security.Cryptography;
using EngageBot.Tests.Support;

namespace EngageBot.BrowserTests.Clients;

/// <summary>One version of a published npm package as the registry has it: by its hash, without dependencies, nothing of it run to install it.</summary>
/// <param name="Integrity">As the registry states it.</param>
internal sealed record NpmPackage(string Name, string Version, string Integrity)
{
    /// <summary>Microsoft's Web Chat with everything it needs in one file.</summary>
    public static readonly NpmPackage WebChat = new("botframework-webchat", "4.18.1",
        "sha512-7jpEUJ7olT62Xm+8eh7BhhIcXVfU2xD4pZDaeBt8K4XcNy6K/83UGIxE9BFkXmHMZ4hDEVOzs5cre07GWuaXzg==");

    /// <summary>Microsoft's client library, which Web Chat and others are built on.</summary>
    public static readonly NpmPackage DirectLineJs = new("botframework-directlinejs", "0.15.8",
        "sha512-w/rt2NPSuKMU02zFuJ5E456j2xjAJskgaR6L0sEb6/osmC+zcRlP9ghAjKEmgO9Bquu9NYVwVtahIiRCdKpqDA==");

    /// <summary>The WebSocket that browsers have and Node 20 has not.</summary>
    public static readonly NpmPackage Ws = new("ws", "8.23.0",
        "sha512-wCkmX8QMOrKjgO8HW2WyDbTSGeqkocxgDzS9iR79rEAexty6/2qzilx3Ag8Tqf9ykop3irLKle0MtVn5qjVnoQ==");

    /// <summary>State machines in JavaScript; exports of dialogs must be ones it takes.</summary>
    public static readonly NpmPackage XState = new("xstate", "5.33.3",
        "sha512-AnDRjS/GyKHmbA1PyhVCYBqYsA7EGe3KGgeD0ht3NFsXzoz7leX/HQDFX9QlHFJ/ltLHPsgChJYwPzRvB/0b4g==");

    private static readonly SemaphoreSlim OneAtATime = new(1);
    private static string? _trouble;

    // Ignored by git, and kept between runs.
    private static string Cache { get; } = Directory.CreateDirectory(Path.Combine(Repository.Root, "artifacts", "npm")).FullName;

    private string Label => $"{Name}-{Version}";

    /// <summary>The path of a file of the package; fetched once, and unpacked without its maps and statistics.</summary>
    public async Task<string> FileAsync(string path)
    {
        await OneAtATime.WaitAsync(TestContext.Current.CancellationToken);
        try
        {
            var folder = Path.Combine(Cache, Label);
            if (!Directory.Exists(folder)) await UnpackAsync(await FetchAsync(), folder);
            return Path.Combine(folder, "package", path);
        }
        finally
        {
            OneAtATime.Release();
        }
    }

    private async Task<byte[]> FetchAsync()
    {
        var place = Directory.CreateTempSubdirectory("engagebot-npm-").FullName;
        try
        {
            // Who cannot be reached once is not asked by every test.
            _trouble ??= await RunNpmAsync(place);
            Machine.Needs(_trouble is null, $"{Label} could not be fetched from the npm registry: {_trouble}");
            var packed = await File.ReadAllBytesAsync(Directory.GetFiles(place, "*.tgz").Single());
            Assert.Equal(Integrity, $"sha512-{Convert.ToBase64String(SHA512.HashData(packed))}");
            return packed;
        }
        finally
        {
            Directory.Delete(place, recursive: true);
        }
    }

    /// <returns>What went wrong, or <see langword="null"/>.</returns>
    private async Task<string?> RunNpmAsync(string place)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(3));
        var start = new ProcessStartInfo("npm", ["pack", "--loglevel=error", "--fetch-retries=1", "--fetch-retry-mintimeout=1000", "--ignore-scripts", $"{Name}@{Version}"])
        {
            WorkingDirectory = place, RedirectStandardOutput = true, RedirectStandardError = true,
        };
        try
        {
            using var npm = Process.Start(start)!;
            var (said, complained) = (npm.StandardOutput.ReadToEndAsync(patience.Token), npm.StandardError.ReadToEndAsync(patience.Token));
            await npm.WaitForExitAsync(patience.Token);
            return npm.ExitCode == 0 ? null : $"{await said} {await complained}".Trim();
        }
        catch (Exception missing) when (missing is Win32Exception or OperationCanceledException)
        {
            return missing.Message;
        }
    }

    private static async Task UnpackAsync(byte[] packed, string folder)
    {
        var half = $"{folder}.{Environment.ProcessId}";
        await using (var tar = new TarReader(new GZipStream(new MemoryStream(packed), CompressionMode.Decompress)))
        {
            while (await tar.GetNextEntryAsync() is { } entry)
            {
                if (entry.EntryType is not (TarEntryType.RegularFile or TarEntryType.V7RegularFile)) continue;
                if (entry.Name.EndsWith(".map", StringComparison.Ordinal) || entry.Name.EndsWith("stats.json", StringComparison.Ordinal)) continue;
                var target = Path.Combine(half, entry.Name);
                Directory.CreateDirectory(Path.GetDirectoryName(target)!);
                await entry.ExtractToFileAsync(target, overwrite: true);
            }
        }
        Directory.Move(half, folder);
    }
}
