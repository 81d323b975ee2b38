using EngageBot.Storage;
using EngageBot.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace EngageBot.Tests.Talks;

/// <summary>A new master key leaves the buttons in customers' chats alone, unless it is meant not to.</summary>
public sealed class KeyRotationTalks
{
    [Theory]
    [InlineData(1, 1, true)]
    [InlineData(2, 2, true)]
    [InlineData(2, 1, false)]
    [InlineData(1, 0, false)]
    public async Task A_button_counts_as_long_as_the_key_that_signed_it_is_kept(int rotations, int keep, bool counts)
    {
        var folder = Directory.CreateTempSubdirectory("engagebot-keys").FullName;
        HouseTalk talk;
        await using (var host = await EngageHost.StartAsync(folder: folder, settings: "--demo=false"))
        {
            talk = await new HouseTalk(host).SaysAsync("/language");
            for (var rotation = 0; rotation < rotations; rotation++)
                await MasterKey.RotateAsync(host.Services.GetRequiredService<IStore>(), TimeProvider.System, keep, TestContext.Current.CancellationToken);
        }
        await using (var host = await EngageHost.StartAsync(folder: folder))
        {
            await talk.In(host).TapsAsync("Shqip");
            Assert.Equal(counts ? "U krye. Tani e tutje shkruajmë shqip." : "", talk.Words);
            Assert.Equal(rotations == 1 && keep == 0 ? 1 : Math.Min(rotations, keep) + 1, await host.CountAsync("SELECT COUNT(*) FROM master_keys"));
            Assert.NotEmpty((await talk.SaysAsync("/language")).Heard[^1].Buttons);
            await talk.TapsAsync("English");
            Assert.Contains("English", talk.Words, StringComparison.Ordinal);
        }
        Directory.Delete(folder, recursive: true);
    }
}
