#pragma once
// Name, version, licence.

#include <QDialog>

namespace causeway::views {

class AboutDialog : public QDialog {
    Q_OBJECT
public:
    explicit AboutDialog(QWidget *parent);
};

} // namespace causeway::views
