using Xunit;

namespace Unboxed.Weaver.Tests;

public sealed class AnswerTests
{
    [Fact]
    public void The_weaver_and_the_support_library_have_the_same_answers() => Assert.Equal(
        Enum.GetValues<CompilerServices.Answer>().Select(answer => (answer.ToString(), (int)answer)), Enum.GetValues<Rewriting.Answer>().Select(answer => (answer.ToString(), (int)answer)));
}
