#pragma once
// Before an import: which files, how they are understood, with their first events decoded as one types.

#include <QDialog>
#include <QTimer>

#include <optional>

#include "app/engine/preview_classes.h"
#include "views/shell/perspective.h"

class QComboBox;
class QLabel;
class QLineEdit;
class QListWidget;
class QPushButton;
class QTableView;

namespace causeway::views {

class PreviewModel;

class ImportDialog : public QDialog {
    Q_OBJECT
public:
    ImportDialog(ViewContext context, const QStringList &paths, QWidget *parent);
    ~ImportDialog() override;

    void addPaths(const QStringList &paths);
    [[nodiscard]] PreviewModel *preview() const { return m_preview; }
    [[nodiscard]] QComboBox *program() const { return m_program; } // is there where a folder holds several

private:
    void build();
    void chooseFiles();
    void chooseFolder();
    void refresh();
    void updateImport(); // whether Import can be pressed, and why not
    void look();
    void showLook(const engine::ImportPreview &preview);
    void showPrograms(const QString &folder, const std::vector<std::vector<std::string>> &programs);
    void start();
    [[nodiscard]] std::optional<std::string> format() const;
    [[nodiscard]] std::vector<decode::Layout> layouts() const;

    ViewContext m_context;
    PreviewModel *m_preview;
    QListWidget *m_files;
    QPushButton *m_remove, *m_import;
    QComboBox *m_format, *m_label, *m_program;
    QLineEdit *m_pattern, *m_source, *m_project;
    QLabel *m_patternLabel, *m_problem, *m_why, *m_projectLabel, *m_programLabel;
    QStringList m_programNames;
    QString m_programsOf;                            // folder
    std::vector<std::vector<std::string>> m_programs; // of it
    QTableView *m_table;
    QTimer m_typing; // looks again when one pauses
    QString m_unreadable; // why the chosen file cannot be imported; empty: it can
};

} // namespace causeway::views
