# Sourced by eng/consume.sh: where FodyWeavers.xml is, and who else weaves.

quick+=(configuration_above other_weavers order_of_weavers)

# A library in src/Library and a program in App, both woven, in a solution; in the folder around them, the argument says where, a FodyWeavers.xml that asks for the lint.
woven_solution() {
    project src/Library/Library.csproj '<TreatWarningsAsErrors>false</TreatWarningsAsErrors>' "$unboxed_reference"
    library_source src/Library
    project App/App.csproj '<OutputType>Exe</OutputType><TreatWarningsAsErrors>false</TreatWarningsAsErrors>' "<ProjectReference Include=\"../src/Library/Library.csproj\" />$unboxed_reference"
    program_source App marked
    echo 'static class Rooted { internal static async Task<int> OfAsync(ISource source) => await source.NextAsync(1); }' >>App/Program.cs
    run new sln --format sln -n Shop
    run sln Shop.sln add src/Library/Library.csproj App/App.csproj
}

lint='<Weavers><Unboxed UNB1301="warning" /></Weavers>'

# At the root, at a folder between, and in both, of which the nearer counts; by the solution and by the project alone, with the same result.
scenario_configuration_above() {
    woven_solution
    # Elements of weavers that these projects do not have.
    echo '<Weavers><Other /><Unboxed UNB1301="warning" NoWarn="UNB1001;UNB1002" /></Weavers>' >FodyWeavers.xml
    build Shop.sln
    log_has 'Library\.cs.*warning.*UNB1301'
    log_has 'Program\.cs.*warning.*UNB1301'
    build App
    log_lacks 'UNB1301'
    prints 'sum 90' dotnet App/bin/Release/net10.0/App.dll

    echo '<Weavers><Unboxed /></Weavers>' >src/FodyWeavers.xml
    build App
    log_has 'Library -> .*Unboxed, net10\.0'
    log_lacks 'Library\.cs.*UNB1301'
    build Shop.sln
    log_lacks 'Unboxed, '
    rm FodyWeavers.xml
    echo "$lint" >src/FodyWeavers.xml
    build Shop.sln
    log_has 'Library\.cs.*warning.*UNB1301'
    log_lacks 'Program\.cs.*UNB1301'
    [ ! -e App/FodyWeavers.xml ] && [ ! -e src/Library/FodyWeavers.xml ] || fail 'the build has written a FodyWeavers.xml'

    echo '<Weavers><Unboxed /><Unboxed /></Weavers>' >src/FodyWeavers.xml
    ! build App || fail 'a second element is no error'
    log_has 'src/FodyWeavers\.xml: there is a second <Unboxed> element'
}

# Without a file all weavers are at work, with one those that it has; and with Unboxed switched off, the others.
scenario_other_weavers() {
    console '' '<PackageReference Include="Costura.Fody" Version="6.2.0" PrivateAssets="all" />'
    build
    must_be_woven bin/Release/net10.0/App.dll
    grep -aq 'costura' bin/Release/net10.0/App.dll || fail 'the other weaver has not been at work'
    prints 'sum 90' dotnet bin/Release/net10.0/App.dll
    build -p:UnboxedEnabled=false
    must_be_plain bin/Release/net10.0/App.dll
    grep -aq 'costura' bin/Release/net10.0/App.dll || fail 'the other weaver is switched off too'
    echo '<Weavers><Costura /><Unboxed /></Weavers>' >FodyWeavers.xml
    build
    must_be_woven bin/Release/net10.0/App.dll
    prints 'sum 90' dotnet bin/Release/net10.0/App.dll
}

# An add-in that edits the code of async methods, as ConfigureAwait.Fody does: each 100 in it becomes 998.
editing_weaver() {
    local helpers
    helpers=$(sed -n 's/.*Include="FodyHelpers" Version="\([^"]*\)".*/\1/p' "$root/Directory.Packages.props")
    project Editing/Editing.Fody.csproj '<TargetFramework>netstandard2.0</TargetFramework><ImplicitUsings>disable</ImplicitUsings><Nullable>disable</Nullable>' "<PackageReference Include=\"FodyHelpers\" Version=\"$helpers\" />"
    cat >Editing/ModuleWeaver.cs <<'SOURCE'
using System.Collections.Generic;
using System.Linq;
using Fody;
using Mono.Cecil.Rocks;

public class ModuleWeaver : BaseModuleWeaver
{
    public override void Execute()
    {
        var code = ModuleDefinition.GetTypes().Where(type => type.Interfaces.Any(i => i.InterfaceType.Name == "IAsyncStateMachine")).SelectMany(type => type.Methods).Where(method => method.Name == "MoveNext");
        foreach (var instruction in code.SelectMany(method => method.Body.Instructions).Where(instruction => instruction.Operand is sbyte value && value == 100))
        {
            instruction.OpCode = Mono.Cecil.Cil.OpCodes.Ldc_I4;
            instruction.Operand = 998;
        }
    }

    public override IEnumerable<string> GetAssembliesForScanning() => new string[0];
}
SOURCE
    build Editing
}

# In front of Unboxed the edits of another add-in are woven; behind it the build fails, for they would do nothing.
scenario_order_of_weavers() {
    editing_weaver
    project App/App.csproj '<OutputType>Exe</OutputType>' "<WeaverFiles Include=\"../Editing/bin/Release/netstandard2.0/Editing.Fody.dll\" />$unboxed_reference"
    cat >App/Program.cs <<'SOURCE'
[assembly: Unboxed.ScratchSpace]
ISource source = new Source();
Console.WriteLine(await source.NextAsync(1));

interface ISource { ValueTask<int> NextAsync(int value); }

sealed class Source : ISource
{
    public async ValueTask<int> NextAsync(int value)
    {
        await Task.Yield();
        return value + 100;
    }
}
SOURCE
    local program=App/bin/Release/net10.0/App.dll
    echo '<Weavers><Editing /><Unboxed /></Weavers>' >App/FodyWeavers.xml
    build App -p:DisableFody=true
    prints 101 dotnet $program
    build App
    must_be_woven $program
    prints 999 dotnet $program

    echo '<Weavers><Unboxed /><Editing /></Weavers>' >App/FodyWeavers.xml
    local again
    for again in first second; do
        ! build App || fail "the $again build passed, with an add-in behind Unboxed"
        log_has 'error.*UNB4004: The add-in Editing is at work after Unboxed: in .*/App/FodyWeavers\.xml, .*help: make <Unboxed /> the last element there'
    done
    # A file above, a property, and neither: without them Unboxed is the last.
    mv App/FodyWeavers.xml .
    ! build App || fail 'the order in a file above is not looked at'
    log_has 'error.*UNB4004: .*/FodyWeavers\.xml'
    rm FodyWeavers.xml
    ! build App "-p:WeaverConfiguration=<Weavers><Unboxed /><Editing /></Weavers>" || fail 'the order in a property is not looked at'
    log_has 'error.*UNB4004: .*in the property WeaverConfiguration'
    build App
    must_be_woven $program
    prints 999 dotnet $program
    # What only embeds other assemblies may come later.
    sed -i 's:<WeaverFiles Include="[^"]*" />:<PackageReference Include="Costura.Fody" Version="6.2.0" PrivateAssets="all" />:' App/App.csproj
    echo '<Weavers><Unboxed /><Costura /></Weavers>' >App/FodyWeavers.xml
    rm -f .restored-App
    build App
    must_be_woven $program
    prints 101 dotnet $program
}
