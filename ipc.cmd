@echo off
rem Runs the ipc command of this repository on Windows; builds it first if it is missing or its sources are newer.
rem What ./ipc does elsewhere, with the same exit code 5 and the same directories below target\ipc. The part that builds
rem is PowerShell, at the end of this file; it prints where Java and the built command are.
setlocal EnableExtensions DisableDelayedExpansion
rem Before the shifts below, which move %0 too.
set "IPC_SELF=%~f0"
set "IPC_HOME=%~dp0."
set "IPC_COMMAND="
:next
if "%~1"=="" goto found
set "IPC_COMMAND=%~1"
if not "%IPC_COMMAND:~0,1%"=="-" goto found
set "IPC_COMMAND="
shift
goto next
:found
set "IPC_JAVA="
set "IPC_APP="
for /f "usebackq tokens=1,* delims==" %%i in (`powershell -NoProfile -ExecutionPolicy Bypass -Command "$s = [IO.File]::ReadAllText($env:IPC_SELF); Invoke-Expression $s.Substring($s.LastIndexOf('#PowerShell'))" ^<nul`) do set "IPC_%%i=%%j"
if not defined IPC_APP exit /b 5
set "IPC_OPTIONS=-Xshare:auto -XX:TieredStopAtLevel=1 -XX:+UseSerialGC"
for %%c in (serve demo bench ping) do if "%IPC_COMMAND%"=="%%c" set "IPC_OPTIONS=-Xshare:auto"
if "%IPC_COMMAND%"=="bench" goto bench
"%IPC_JAVA%" %IPC_OPTIONS% "-Dloopline.home=%IPC_HOME%" -jar "%IPC_APP%\ipc-cli.jar" %*
exit /b %ERRORLEVEL%
:bench
rem All arguments after "bench" are the benchmarks' own: ipc bench --help.
for /f "tokens=1,*" %%i in ("%*") do "%IPC_JAVA%" "-Dloopline.home=%IPC_HOME%" -cp "%IPC_APP%\bench\*" dev.loopline.benchmarks.Bench %%j
exit /b %ERRORLEVEL%

#PowerShell
$ErrorActionPreference = 'Stop'
$root = Split-Path -Parent $env:IPC_SELF
$state = Join-Path $root 'target\ipc'

function Fail([string[]] $lines) {
    [Console]::Error.WriteLine('ipc: ' + ($lines -join "`n     "))
    exit 5
}

$hints = @(
    'Install what is missing, open a new window, then run this command again:',
    '  winget install EclipseAdoptium.Temurin.17.JDK, and Apache Maven from its web site',
    'Any JDK from 17 on and any Maven from 3.8 on will do. JAVA_HOME decides if it is set, else java on PATH.')

# ---- Java ----
if ($env:JAVA_HOME) {
    $java = Join-Path $env:JAVA_HOME 'bin\java.exe'
    if (-not (Test-Path $java)) { Fail (@("JAVA_HOME: $env:JAVA_HOME has no bin\java.exe (expected: a JDK of Java 17 or later)") + $hints) }
} else {
    $found = Get-Command java.exe -ErrorAction SilentlyContinue
    if (-not $found) { Fail (@('Java 17 or later is needed, and there is no java on PATH and no JAVA_HOME') + $hints) }
    $java = $found.Source
}
$ErrorActionPreference = 'Continue'
$settings = (& $java -XshowSettings:properties -version 2>&1 | Out-String)
$ErrorActionPreference = 'Stop'
if ($settings -notmatch 'java\.specification\.version = (?:1\.)?(\d+)' -or [int] $Matches[1] -lt 17) {
    Fail (@("${java}: too old, or cannot be run (expected: Java 17 or later)") + $hints)
}
$home17 = if ($settings -match 'java\.home = (.+)') { $Matches[1].Trim() } else { '' }

# ---- What was built ----
$modules = @('proto', 'ipc-codegen', 'ipc-core', 'ipc-transport-netty', 'ipc-examples', 'ipc-cli')
$targets = 'ipc-cli'
$pointer = Join-Path $state 'current'
if ($env:IPC_COMMAND -eq 'bench') {
    $modules += 'benchmarks'
    $targets = 'ipc-cli,benchmarks'
    $pointer = Join-Path $state 'current-bench'
}

function Find-App {
    if (-not (Test-Path $pointer)) { return $null }
    $app = Join-Path $state ([IO.File]::ReadAllText($pointer).Trim())
    if (-not (Test-Path (Join-Path $app 'ipc-cli.jar'))) { return $null }
    $built = (Get-Item (Join-Path $app 'stamp')).LastWriteTimeUtc
    $sources = @('ipc.cmd', '.mvn', 'pom.xml') + ($modules | ForEach-Object { "$_\pom.xml"; "$_\src\main" })
    foreach ($source in $sources) {
        $path = Join-Path $root $source
        if (-not (Test-Path $path)) { continue }
        $newer = @(Get-Item -Force $path) + @(Get-ChildItem -Force -Recurse $path) |
            Where-Object { $_.LastWriteTimeUtc -gt $built } | Select-Object -First 1
        if ($newer) { return $null }
    }
    return $app
}

function Build {
    if (-not (Test-Path (Join-Path $home17 'bin\javac.exe'))) { Fail (@("${home17}: has no bin\javac.exe (expected: a JDK, since there is something to build)") + $hints) }
    $maven = Get-Command mvn.cmd -ErrorAction SilentlyContinue
    if (-not $maven) { Fail (@('Maven 3.8 or later is needed to build, and there is no mvn on PATH') + $hints) }
    $new = Join-Path $state "new-$PID"
    $log = Join-Path $state 'build.log'
    Get-ChildItem $state -Filter 'new-*' | Remove-Item -Recurse -Force
    $lib = Join-Path $root 'ipc-cli\target\lib'
    foreach ($old in $lib, (Join-Path $root 'benchmarks\target\lib')) {
        if (Test-Path $old) { Remove-Item -Recurse -Force $old }
    }
    New-Item -ItemType Directory $new | Out-Null
    New-Item -ItemType File (Join-Path $new 'stamp') | Out-Null
    [Console]::Error.WriteLine('ipc: building; the first time takes a minute or two, longer while Maven downloads')
    $env:JAVA_HOME = $home17
    $ErrorActionPreference = 'Continue'
    & $maven.Source -B -ntp '-Dstyle.color=never' '-DskipGates' '-DskipTests' -f (Join-Path $root 'pom.xml') -pl $targets -am package *> $log
    $code = $LASTEXITCODE
    $ErrorActionPreference = 'Stop'
    if ($code -ne 0) {
        Get-Content $log -Tail 30 | ForEach-Object { [Console]::Error.WriteLine($_) }
        Fail "the build failed, see above; all of Maven's output is in $log"
    }
    Copy-Item (Join-Path $root 'ipc-cli\target\ipc-cli.jar') $new
    Copy-Item -Recurse $lib $new
    if ($env:IPC_COMMAND -eq 'bench') {
        Copy-Item -Recurse (Join-Path $root 'benchmarks\target\lib') (Join-Path $new 'bench')
        Copy-Item (Join-Path $root 'benchmarks\target\benchmarks.jar') (Join-Path $new 'bench')
    }
    $name = 'app-' + (Get-Date -Format 'yyyyMMddHHmmss') + "-$PID"
    Move-Item $new (Join-Path $state $name)
    [IO.File]::WriteAllText($pointer, $name)
    # What a running server holds open stays until a later build.
    Get-ChildItem $state -Filter 'app-*' | Sort-Object Name -Descending | Select-Object -Skip 3 |
        Remove-Item -Recurse -Force -ErrorAction SilentlyContinue
}

$app = Find-App
if (-not $app) {
    New-Item -ItemType Directory -Force $state | Out-Null
    # Held open, it is a lock that Windows releases however this ends.
    $lock = $null
    for ($second = 0; -not $lock; $second++) {
        try {
            $lock = [IO.File]::Open((Join-Path $state 'lock.windows'), 'OpenOrCreate', 'ReadWrite', 'None')
        } catch [IO.IOException] {
            if ($second -eq 0) { [Console]::Error.WriteLine('ipc: waiting for another process, which is building') }
            if ($second -ge 900) { Fail 'waited 900 s for another process to finish building' }
            Start-Sleep -Seconds 1
        }
    }
    $app = Find-App
    if (-not $app) {
        Build
        $app = Find-App
    }
    $lock.Close()
    if (-not $app) { Fail 'sources changed while they were built; run the command again' }
}
"JAVA=$java"
"APP=$app"
