#pragma once
// Before a bundle is exported: of which time, and what will be in it. Accepted, request() is what was chosen.

#include <QDialog>

#include "app/engine/bundle_slice.h"
#include "views/shell/perspective.h"

class QLabel;
class QPushButton;

namespace causeway::views {

class BundleDialog : public QDialog {
    Q_OBJECT
public:
    // Of the time that the time line shows.
    BundleDialog(const ViewContext &context, QWidget *parent);
    ~BundleDialog() override;
    [[nodiscard]] const engine::BundleRequest &request() const { return m_request; }

private:
    void show(const engine::BundlePlan &plan);
    void show(const Error &error);
    void fit();

    workspace::Workspace &m_workspace;
    engine::BundleRequest m_request;
    QLabel *m_time, *m_baseline, *m_holds, *m_size, *m_notes;
    QPushButton *m_export = nullptr;
};

} // namespace causeway::views
