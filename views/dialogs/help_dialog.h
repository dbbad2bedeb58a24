#pragma once
// The pages of resources/help, with a list of them.

#include <QDialog>

class QListWidget;
class QTextBrowser;

namespace causeway::views {

class HelpDialog : public QDialog {
    Q_OBJECT
public:
    explicit HelpDialog(QWidget *parent);
    [[nodiscard]] QListWidget &pages() { return *m_pages; }
    [[nodiscard]] QTextBrowser &text() { return *m_text; }

private:
    QListWidget *m_pages;
    QTextBrowser *m_text;
};

} // namespace causeway::views
