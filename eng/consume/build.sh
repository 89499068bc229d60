# Sourced by eng/consume.sh: what a build does and tells.

quick+=(switch switch_of_reference deterministic nothing_silent runtime_async)
long+=(ways_to_build)

# Off leaves the bytes that the compiler has written; flipped either way, and in whatever way it is told, the next build does what it says.
scenario_switch() {
    console
    local assembly=bin/Release/net10.0/App.dll
    build -p:UnboxedEnabled=false
    must_be_plain $assembly
    ! grep -aq ProcessedByFody $assembly || fail 'Fody has written an assembly that is to stay as it was compiled'
    log_lacks 'Unboxed|UNB'
    local compiled
    compiled=$(sha256sum <$assembly)
    build
    must_be_woven $assembly
    local woven
    woven=$(sha256sum <$assembly)
    UnboxedEnabled=false build
    [ "$(sha256sum <$assembly)" = "$compiled" ] || fail 'the switch does not leave what was compiled'
    prints 'sum 90' dotnet $assembly
    build
    [ "$(sha256sum <$assembly)" = "$woven" ] || fail 'woven again, the assembly is another'
    sed -i 's:<Nullable>:<UnboxedEnabled>false</UnboxedEnabled>&:' App.csproj
    build
    [ "$(sha256sum <$assembly)" = "$compiled" ] || fail 'the property of the project does not switch off'
    sed -i 's:<UnboxedEnabled>false</UnboxedEnabled>::' App.csproj
    build
    must_be_woven $assembly
    build -p:DisableFody=true
    [ "$(sha256sum <$assembly)" = "$compiled" ] || fail 'DisableFody leaves a woven assembly'
    build
    must_be_woven $assembly
    build
    log_lacks 'Unboxed, '

    build "-p:WeaverConfiguration=<Weavers><Unboxed DryRun='true' /></Weavers>"
    log_has 'dry run'
    must_be_plain $assembly
    build
    must_be_woven $assembly
    prints 'sum 90' dotnet $assembly
}

# The program calls companions of the library, which are gone when the library is not woven any more: it has to be woven again, though it refers to the same interfaces.
scenario_switch_of_reference() {
    project Library/Library.csproj '' "$unboxed_reference"
    library_source Library
    project App/App.csproj '<OutputType>Exe</OutputType>' "<ProjectReference Include=\"../Library/Library.csproj\" />$unboxed_reference"
    program_source App marked
    build App
    prints 'sum 90' dotnet App/bin/Release/net10.0/App.dll
    sed -i 's:<Nullable>:<UnboxedEnabled>false</UnboxedEnabled>&:' Library/Library.csproj
    build App
    must_be_plain Library/bin/Release/net10.0/Library.dll
    prints 'sum 90' dotnet App/bin/Release/net10.0/App.dll
    sed -i 's:<UnboxedEnabled>false</UnboxedEnabled>::' Library/Library.csproj
    build App
    log_has 'App -> .*\(Unboxed, net10\.0: 1 await site: 1 scratch'
    prints 'sum 90' dotnet App/bin/Release/net10.0/App.dll
}

# Where the compiler maps paths, two folders give the same bytes, symbols and report included.
scenario_deterministic() {
    local folder
    for symbols in portable embedded; do
        for folder in one and/a/longer/two; do
            mkdir -p $symbols/$folder
            (cd $symbols/$folder && console "<DebugType>$symbols</DebugType><PathMap>\$(MSBuildProjectDirectory)=/_/app</PathMap>" && build)
        done
        for file in App.dll App.pdb Unboxed.report.json; do
            [ $symbols.$file != embedded.App.pdb ] || continue
            cmp $symbols/{one,and/a/longer/two}/obj/Release/net10.0/$file || fail "$file depends on the folder"
        done
        grep -q '"file": *"Library.cs"' $symbols/one/obj/Release/net10.0/Unboxed.report.json || fail 'the paths of the report are not those of the project'
    done
    must_be_woven portable/one/obj/Release/net10.0/App.dll
    grep -aq '/_/app/obj/Release/net10.0/App.pdb' portable/one/obj/Release/net10.0/App.dll || fail 'the path of the symbols is not the mapped one'
    ! grep -aq "$work" portable/one/obj/Release/net10.0/App.dll || fail 'the assembly has a path of this machine'
    echo 'await Task.FromException(new Exception("lines"));' >>portable/one/Program.cs
    cd portable/one
    build
    ! dotnet bin/Release/net10.0/App.dll >log 2>&1 || fail 'an exception is lost'
    log_has 'lines'
    log_has 'in /_/app/Program\.cs:line '
}

scenario_nothing_silent() {
    console '<TreatWarningsAsErrors>false</TreatWarningsAsErrors>'
    # The terminal logger shows the summary, with project and framework.
    run build -c Release -nologo -tl:on
    log_has 'App\.dll \(Unboxed, net10\.0: 3 await sites: 2 scratch'

    # The package is there and the attribute is not.
    sed -i '/assembly: Unboxed/d; /Unboxed.ScratchSpace/d' Library.cs
    build
    log_has 'warning.*UNB4002: App is left as it is\. .*help: add \[assembly: Unboxed\.ScratchSpace\].*UNB4002\.md'
    log_lacks 'await site'
    must_be_plain bin/Release/net10.0/App.dll
    prints 'sum 90' dotnet bin/Release/net10.0/App.dll
    run build -c Release -nologo -tl:on --no-incremental
    log_has 'UNB4002'
    echo '<Weavers><Unboxed NoWarn="UNB4002" /></Weavers>' >FodyWeavers.xml
    build
    log_lacks 'UNB4002'

    # Nothing is said of an assembly with nothing in it.
    rm Library.cs
    echo 'Console.WriteLine("sum 90");' >Program.cs
    echo '<Weavers><Unboxed /></Weavers>' >FodyWeavers.xml
    build
    log_lacks 'Unboxed|UNB'
    echo '[assembly: Unboxed.ScratchSpace] Console.WriteLine("sum 90");' >Program.cs
    build
    log_lacks 'Unboxed|UNB'
}

# Several at a time, from the start and without it, each woven once.
scenario_ways_to_build() {
    woven_solution
    local flags
    for flags in -m -t:Rebuild --no-incremental '-m:1 --no-incremental' '-tl:on --no-incremental'; do
        run build Shop.sln -c Release -nologo --tl:off $flags
        [ "$(grep -c 'Unboxed, net10.0: ' log)" = 2 ] || fail "with $flags, not both projects say that they are woven once"
        must_be_woven src/Library/bin/Release/net10.0/Library.dll
        must_be_woven App/bin/Release/net10.0/App.dll
        prints 'sum 90' dotnet App/bin/Release/net10.0/App.dll
    done
    run build Shop.sln -c Release -nologo --tl:off
    log_lacks 'Unboxed, '
    run clean Shop.sln -c Release -nologo
    [ -z "$(find . -name 'Unboxed.*cache')" ] || fail 'clean leaves files of the build'
}

# What the runtime suspends is not woven, and is told of once; a project chooses by a property.
scenario_runtime_async() {
    local features='<Features>$(Features);runtime-async=on</Features><EnablePreviewFeatures>true</EnablePreviewFeatures><NoWarn>$(NoWarn);SYSLIB5007;CA2252</NoWarn>'
    console "$features<TreatWarningsAsErrors>false</TreatWarningsAsErrors>"
    build
    [ "$(grep -c 'warning.*UNB4005: 3 async methods of App stay as they are, and nothing is woven\. .*help: choose for each project' log)" -ge 1 ] || fail 'what is not woven is not told'
    build -p:UnboxedEnabled=false
    log_lacks 'UNB4005'
    sed -i 's:</Features>:;runtime-async=off</Features>:' App.csproj
    build
    log_lacks 'UNB4005'
    must_be_woven bin/Release/net10.0/App.dll
    prints 'sum 90' dotnet bin/Release/net10.0/App.dll
}
