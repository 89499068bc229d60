using Xunit;

namespace Unboxed.Cli.Tests.Html;

/// <summary>The drawings of scratch space that a page shows, as the browser has laid them out.</summary>
static class Drawing
{
    /// <summary>What a page has drawn: its runs, with the frames in each, in pixels and in units of 8 bytes.</summary>
    internal const string Script = """
        [...document.querySelectorAll('.space .run')].filter(run => Number(run.dataset.room) > 0).map(run => {
          const box = run.getBoundingClientRect();
          return { Drawing: [...document.querySelectorAll('.space')].indexOf(run.parentElement), Room: Number(run.dataset.room), Width: box.width, Frames: [...run.children].map(frame => {
            const inner = frame.getBoundingClientRect();
            return { From: Number(frame.dataset.from), Size: Number(frame.dataset.size), Left: inner.left - box.left, Width: inner.width, Text: [...frame.children].map(line => line.textContent).join(' ') };
          }) };
        })
        """;

    internal sealed record Run(int Drawing, int Room, double Width, Frame[] Frames);

    internal sealed record Frame(int From, int Size, double Left, double Width, string Text);

    /// <summary>Each unit of 8 bytes is equally wide, in both runs of a drawing, and frames lie behind each other without a gap.</summary>
    internal static void MustBeToScale(IReadOnlyCollection<Run> runs)
    {
        Assert.NotEmpty(runs);
        foreach (var drawing in runs.GroupBy(run => run.Drawing))
        {
            double unit = drawing.Sum(run => run.Width) / drawing.Sum(run => run.Room);
            foreach (var run in drawing)
            {
                Assert.Equal(run.Room * unit, run.Width, 0.5);
                int from = 0;
                foreach (var frame in run.Frames.OrderBy(frame => frame.From))
                {
                    Assert.Equal(from, frame.From);
                    Assert.Equal(frame.From * unit, frame.Left, 0.5);
                    Assert.Equal(frame.Size * unit, frame.Width, 0.5);
                    from += frame.Size;
                }
                Assert.True(from <= run.Room, $"frames of {8 * from} bytes in a room of {8 * run.Room}");
            }
        }
    }
}
