#pragma once
// The pages of resources/help, with a list of them. A detector's page ends with its settings and its source, as the program has them.

#include <QDialog>

#include <string>

class QListWidget;
class QTextBrowser;

namespace causeway::views {

class HelpDialog : public QDialog {
    Q_OBJECT
public:
    // page: its name below resources/help, "detectors/ngram"; the first one where there is none of that name.
    explicit HelpDialog(QWidget *parent, const QString &page = {});
    [[nodiscard]] static QString detectorPage(const std::string &detector);
    [[nodiscard]] QListWidget &pages() { return *m_pages; }
    [[nodiscard]] QTextBrowser &text() { return *m_text; }

private:
    void showPage(const QString &page);

    QListWidget *m_pages;
    QTextBrowser *m_text;
};

} // namespace causeway::views
