#pragma once
// The command line: `causeway VERB …` without a display. CONTRACT: what goes to stdout and how it exits is relied on by scripts.

#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "analysis/core/job.h"
#include "analysis/core/result.h"
#include "app/engine/find_root_cause.h"
#include "app/engine/mine_flow.h"
#include "app/engine/propose_boundaries.h"
#include "app/engine/report_content.h"

namespace causeway::engine {
struct WhatIfReport;
}

namespace causeway::cli {

// What the command line draws with: given to it, since it knows no pictures.
struct Drawing {
    // A control-flow graph as the window exports it; the path's ending says the format.
    std::function<Result<void>(std::shared_ptr<const engine::MineFlowResponse> mined, const std::string &path, const Job &job)> flow;
    // A report as the window exports it; likewise.
    std::function<Result<void>(const engine::ReportContent &content, const std::string &path, const Job &job)> report;
    // The page of an incident as the window saves it; likewise. project: its path.
    std::function<Result<void>(const std::string &project, const engine::FindRootCauseRequest &request, engine::FindRootCauseResponse response, const std::string &path, const Job &job)> incident;
    // A split as a picture (.svg) or a report with the reasons (.html, .pdf), as the window exports it.
    std::function<Result<void>(const engine::BoundariesResponse &response, const std::string &path, const Job &job)> split;
    // The page of a what-if as the window saves it; likewise.
    std::function<Result<void>(const engine::WhatIfReport &report, const std::string &path, const Job &job)> whatIf;
};

// Whether the program's first argument asks for the command line: a verb, "help", "--help", "--version" …; anything else that
// begins with a letter and is no file is a verb that was mistyped, and the command line says so.
bool isVerb(std::string_view firstArgument);

// 0: done; 1: failed, the reason on stderr; 2: wrong usage.
int run(int argc, char **argv, const Drawing &drawing);

// Whether the words are `demo` alone, and there is a display: the sample incident is to be opened in a window.
bool asksForDemoWindow(int argc, char **argv);

// Whether a window could be shown: an X or Wayland display, or a platform of Qt's that was chosen by hand.
bool hasDisplay();

} // namespace causeway::cli
