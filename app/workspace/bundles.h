#pragma once
// Bundles in the window: jobs, with progress and cancel, whose ends and errors the workspace tells. Use from the GUI thread.

#include <functional>

#include "app/engine/bundle.h"
#include "app/workspace/workspace.h"

namespace causeway::workspace {

// Of the open project, to `file`.
void exportBundle(Workspace &workspace, const engine::BundleRequest &request, const QString &file);
// Makes the project and opens it, at the time that the bundle is about. The project must not be the one that is open.
void openBundle(Workspace &workspace, const QString &bundle, const QString &project);
// Whether a file is a bundle, by its content. The file of the open project is not looked into.
void recognise(Workspace &workspace, const QString &path, std::function<void(bool isBundle)> then);

} // namespace causeway::workspace
