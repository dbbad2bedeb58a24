#include "views/dialogs/import_dialog.h"

#include <QComboBox>
#include <QDialogButtonBox>
#include <QDir>
#include <QDirIterator>
#include <QFileDialog>
#include <QFileInfo>
#include <QFormLayout>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QPushButton>
#include <QTableView>
#include <QVBoxLayout>

#include "app/workspace/workspace.h"
#include "views/dialogs/preview_model.h"
#include "views/shell/file_dialog.h"
#include "views/text/text.h"
#include "views/theme/theme.h"

namespace causeway::views {

namespace {

constexpr int kTypingMs = 300;
constexpr qsizetype kMostNames = 4; // of folders, that tell a program
const char *const kPreviewJob = "import.preview";

// The file that stands for a path in the preview: itself, or the first file of a folder.
std::string exampleOf(const QString &path)
{
    if (!QFileInfo(path).isDir())
        return path.toStdString();
    QDirIterator files(path, QDir::Files, QDirIterator::Subdirectories);
    return files.hasNext() ? files.next().toStdString() : path.toStdString();
}

QString defaultProject(const QStringList &paths)
{
    if (paths.isEmpty())
        return {};
    const QFileInfo first(paths.front());
    const QString base = first.isDir() ? first.fileName() : first.completeBaseName();
    return QDir(first.path()).filePath((base.isEmpty() ? QStringLiteral("logs") : base) + QStringLiteral(".causeway"));
}

} // namespace

ImportDialog::ImportDialog(ViewContext context, const QStringList &paths, QWidget *parent)
    : QDialog(parent), m_context(context), m_preview(new PreviewModel(this)), m_files(new QListWidget(this)), m_remove(new QPushButton(tr("Remove"), this)),
      m_import(nullptr), m_format(new QComboBox(this)), m_label(new QComboBox(this)), m_program(new QComboBox(this)), m_pattern(new QLineEdit(this)), m_source(new QLineEdit(this)),
      m_project(new QLineEdit(this)), m_patternLabel(new QLabel(this)), m_problem(new QLabel(this)), m_why(new QLabel(this)), m_projectLabel(new QLabel(tr("&Project"), this)), m_programLabel(new QLabel(tr("P&rogram"), this)),
      m_table(new QTableView(this))
{
    setWindowTitle(tr("Import logs"));
    resize(960, 640);
    m_typing.setSingleShot(true);
    m_typing.setInterval(kTypingMs);
    connect(&m_typing, &QTimer::timeout, this, &ImportDialog::look);
    build();
    addPaths(paths);
    refresh();
}

ImportDialog::~ImportDialog() { m_context.workspace.jobs().cancelKey(kPreviewJob); }

void ImportDialog::build()
{
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(theme::kGroup, theme::kGroup, theme::kGroup, theme::kGroup);
    layout->setSpacing(theme::kGrid);

    auto *top = new QHBoxLayout;
    top->setSpacing(theme::kGroup);
    auto *files = new QVBoxLayout;
    auto *filesLabel = new QLabel(tr("&Files and folders"), this);
    filesLabel->setBuddy(m_files);
    m_files->setAccessibleName(tr("Files and folders"));
    m_files->setSelectionMode(QAbstractItemView::ExtendedSelection);
    m_files->setTextElideMode(Qt::ElideMiddle);
    m_files->setFixedHeight(132);
    auto *buttons = new QHBoxLayout;
    auto *add = new QPushButton(theme::icon(QStringLiteral("file")), tr("Add files…"), this);
    auto *addFolder = new QPushButton(theme::icon(QStringLiteral("folder")), tr("Add a folder…"), this);
    buttons->addWidget(add);
    buttons->addWidget(addFolder);
    buttons->addStretch(1);
    buttons->addWidget(m_remove);
    files->addWidget(filesLabel);
    files->addWidget(m_files);
    files->addLayout(buttons);
    top->addLayout(files, 1);

    auto *form = new QFormLayout;
    m_format->addItem(tr("Detected"), QString());
    for (const decode::FormatInfo &info : engine::importFormats())
        m_format->addItem(info.description.empty() ? text::fromBytes(info.name) : QStringLiteral("%1 – %2").arg(text::fromBytes(info.name), text::fromBytes(info.description)),
                          QString::fromStdString(info.name));
    for (const auto &[name, title] : {std::pair{QStringLiteral("layout"), tr("Header layout, typed below")}, std::pair{QStringLiteral("regex"), tr("Regular expression, typed below")}})
        if (m_format->findData(name) < 0)
            m_format->addItem(title, name);
    m_format->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    m_format->setMinimumContentsLength(28);
    form->addRow(tr("F&ormat"), m_format);
    m_pattern->setFont(theme::monospaced());
    m_patternLabel->setText(tr("&Layout"));
    m_patternLabel->setBuddy(m_pattern);
    form->addRow(m_patternLabel, m_pattern);
    m_source->setPlaceholderText(tr("the file’s name"));
    form->addRow(tr("&Source name"), m_source);
    m_label->addItem(tr("Nothing is known yet"), -1);
    m_label->addItem(tr("All sessions are normal"), static_cast<int>(Verdict::Normal));
    m_label->addItem(tr("All sessions are anomalous"), static_cast<int>(Verdict::Anomalous));
    form->addRow(tr("L&abel"), m_label);
    m_programLabel->setBuddy(m_program);
    m_program->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    m_program->setMinimumContentsLength(28);
    form->addRow(m_programLabel, m_program);
    m_programLabel->hide();
    m_program->hide();
    m_projectLabel->setBuddy(m_project);
    form->addRow(m_projectLabel, m_project);
    top->addLayout(form, 1);
    layout->addLayout(top);

    m_problem->setTextFormat(Qt::PlainText);
    m_problem->setWordWrap(true);
    m_problem->setAccessibleName(tr("What is wrong"));
    m_problem->hide();
    layout->addWidget(m_problem);
    m_why->setTextFormat(Qt::PlainText);
    m_why->setWordWrap(true);
    m_why->setAccessibleName(tr("How the file is understood"));
    m_why->setForegroundRole(QPalette::PlaceholderText);
    layout->addWidget(m_why);

    m_table->setModel(m_preview);
    m_table->setAccessibleName(tr("First events"));
    m_table->setTabKeyNavigation(false);
    m_table->setSelectionBehavior(QAbstractItemView::SelectRows);
    m_table->setShowGrid(false);
    m_table->setAlternatingRowColors(true);
    m_table->setWordWrap(false);
    m_table->setFont(theme::monospaced());
    m_table->verticalHeader()->setDefaultSectionSize(22);
    m_table->verticalHeader()->setSectionResizeMode(QHeaderView::Fixed);
    m_table->verticalHeader()->setDefaultAlignment(Qt::AlignRight | Qt::AlignVCenter);
    m_table->horizontalHeader()->setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    m_table->horizontalHeader()->setHighlightSections(false);
    m_table->horizontalHeader()->setStretchLastSection(true);
    m_table->setColumnWidth(PreviewModel::Time, 210);
    m_table->setColumnWidth(PreviewModel::LevelColumn, 76);
    m_table->setColumnWidth(PreviewModel::Component, 160);
    layout->addWidget(m_table, 1);

    auto *box = new QDialogButtonBox(QDialogButtonBox::Cancel, this);
    m_import = box->addButton(tr("Import"), QDialogButtonBox::AcceptRole);
    m_import->setDefault(true);
    layout->addWidget(box);

    connect(add, &QPushButton::clicked, this, &ImportDialog::chooseFiles);
    connect(addFolder, &QPushButton::clicked, this, &ImportDialog::chooseFolder);
    connect(m_remove, &QPushButton::clicked, this, [this] {
        qDeleteAll(m_files->selectedItems());
        refresh();
    });
    connect(m_files, &QListWidget::itemSelectionChanged, this, &ImportDialog::refresh);
    connect(m_format, &QComboBox::currentIndexChanged, this, &ImportDialog::refresh);
    connect(m_pattern, &QLineEdit::textChanged, &m_typing, qOverload<>(&QTimer::start));
    connect(m_project, &QLineEdit::textChanged, this, &ImportDialog::updateImport);
    connect(box, &QDialogButtonBox::accepted, this, &ImportDialog::start);
    connect(box, &QDialogButtonBox::rejected, this, &QDialog::reject);
}

void ImportDialog::addPaths(const QStringList &paths)
{
    for (const QString &path : paths)
        if (m_files->findItems(path, Qt::MatchExactly).isEmpty()) {
            auto *item = new QListWidgetItem(theme::icon(QFileInfo(path).isDir() ? QStringLiteral("folder") : QStringLiteral("file")), path, m_files);
            item->setToolTip(text::toolTip(path));
        }
    if (m_project->text().isEmpty())
        m_project->setText(defaultProject(paths));
    refresh();
}

void ImportDialog::chooseFiles()
{
    auto *dialog = makeFileDialog(this, tr("Add log files"));
    dialog->setFileMode(QFileDialog::ExistingFiles);
    connect(dialog, &QFileDialog::filesSelected, this, &ImportDialog::addPaths);
    dialog->open();
}

void ImportDialog::chooseFolder()
{
    auto *dialog = makeFileDialog(this, tr("Add a folder of logs"));
    dialog->setFileMode(QFileDialog::Directory);
    dialog->setOption(QFileDialog::ShowDirsOnly);
    connect(dialog, &QFileDialog::fileSelected, this, [this](const QString &path) { addPaths({path}); });
    dialog->open();
}

void ImportDialog::refresh()
{
    const bool open = m_context.workspace.isOpen();
    const QString chosen = m_format->currentData().toString();
    const bool typed = chosen == QLatin1String("layout") || chosen == QLatin1String("regex");
    m_patternLabel->setText(chosen == QLatin1String("regex") ? tr("&Expression") : tr("&Layout"));
    m_pattern->setEnabled(typed);
    m_pattern->setPlaceholderText(!typed                               ? tr("only for a layout of your own")
                                  : chosen == QLatin1String("regex") ? QStringLiteral("(?P<time>\\S+ \\S+) (?P<level>\\w+) (?P<content>.*)")
                                                                     : QStringLiteral("<Date> <Time> <Level> <Component>: <Content>"));
    m_project->setVisible(!open);
    m_projectLabel->setVisible(!open);
    m_source->setEnabled(m_files->count() == 1);
    m_source->setToolTip(m_files->count() == 1 ? QString() : tr("Several files are called by their own names"));
    m_remove->setEnabled(!m_files->selectedItems().isEmpty());
    m_remove->setToolTip(m_remove->isEnabled() ? QString() : tr("Choose files in the list first"));
    updateImport();
    look();
}

void ImportDialog::updateImport()
{
    const QString whyNot = m_files->count() == 0                                                                  ? tr("Add files or a folder first")
                           : !m_context.workspace.isOpen() && m_project->text().trimmed().isEmpty() ? tr("Name a project first")
                                                                                                                  : m_unreadable;
    m_import->setEnabled(whyNot.isEmpty());
    m_import->setToolTip(text::toolTip(whyNot));
}

std::optional<std::string> ImportDialog::format() const
{
    const QString chosen = m_format->currentData().toString();
    if (chosen.isEmpty() || chosen == QLatin1String("layout") || chosen == QLatin1String("regex"))
        return std::nullopt;
    return chosen.toStdString();
}

std::vector<decode::Layout> ImportDialog::layouts() const
{
    const QString chosen = m_format->currentData().toString();
    if ((chosen != QLatin1String("layout") && chosen != QLatin1String("regex")) || m_pattern->text().isEmpty())
        return {};
    decode::Layout layout;
    layout.format = chosen.toStdString();
    layout.pattern = m_pattern->text().toStdString();
    return {layout};
}

void ImportDialog::look()
{
    m_typing.stop();
    QListWidgetItem *item = m_files->currentItem() != nullptr ? m_files->currentItem() : m_files->item(0);
    if (item == nullptr) {
        m_context.workspace.jobs().cancelKey(kPreviewJob);
        m_preview->setEvents({});
        showPrograms({}, {});
        m_problem->hide();
        m_unreadable.clear();
        m_why->setText(tr("Add files, or drop them on the window. Their first events appear here before anything is imported."));
        return;
    }
    using Looked = std::pair<engine::ImportPreview, std::vector<std::vector<std::string>>>;
    m_context.workspace.jobs().start<Looked>(
        {.key = kPreviewJob, .title = Message(CAUSEWAY_TEXT("Look at a file")), .quiet = true},
        [path = item->text(), layouts = layouts(), format = format()](const Job &job) -> Result<Looked> {
            if (layouts.empty() && !format) {
                CAUSEWAY_ASSIGN(engine::ClassPreview classes, engine::previewClasses(path.toStdString(), job));
                if (!classes.format.empty()) {
                    Looked out;
                    out.first.look.why = std::move(classes.told);
                    out.first.signals = std::move(classes.format);
                    out.first.events = std::move(classes.rows);
                    out.second = std::move(classes.programs);
                    return out;
                }
            }
            CAUSEWAY_ASSIGN(engine::ImportPreview preview, engine::previewImport(exampleOf(path), layouts, format));
            return Looked{std::move(preview), {}};
        },
        this,
        [this, path = item->text()](const Looked &looked) {
            showPrograms(path, looked.second);
            showLook(looked.first);
        },
        [this](const Error &error) {
            m_preview->setEvents({});
            m_why->clear();
            m_problem->setText(text::render(error));
            m_problem->show();
            m_unreadable = tr("The chosen file cannot be imported: take it out of the list, or read it otherwise");
            updateImport();
        });
}

// A folder of several programs would be taken as one: which of them is asked.
void ImportDialog::showPrograms(const QString &folder, const std::vector<std::vector<std::string>> &programs)
{
    m_program->setVisible(!programs.empty());
    m_programLabel->setVisible(!programs.empty());
    if (folder == m_programsOf && programs == m_programs)
        return;
    m_programsOf = folder;
    m_programs = programs;
    m_program->clear();
    m_program->addItem(tr("All of them, as one program"));
    QStringList names;
    for (const std::vector<std::string> &folders : programs) {
        QStringList own;
        for (const std::string &one : folders)
            if (const QString name = QFileInfo(QString::fromStdString(one)).fileName(); !own.contains(name) && own.size() < kMostNames)
            own << name;
        names << own.join(QStringLiteral(", "));
        m_program->addItem(tr("Only %1").arg(names.back()));
    }
    m_programNames = names;
    m_program->setToolTip(text::toolTip(tr("The folder holds class data of several programs, which hardly have a name in common: %1. Taken as one their services would be proposed together.").arg(names.join(QStringLiteral("; ")))));
}

void ImportDialog::showLook(const engine::ImportPreview &preview)
{
    m_problem->hide();
    m_unreadable.clear();
    updateImport();
    QString why = text::fromBytes(preview.look.why);
    if (!why.isEmpty() && !why.endsWith(QLatin1Char('.')))
        why += QLatin1Char('.');
    if (m_program->isVisibleTo(this) && !m_programs.empty())
        why += QLatin1Char(' ') + tr("The folder holds several programs (%1): choose one under Program, or they are taken as one.").arg(m_programNames.join(QStringLiteral("; ")));
    m_why->setText(why);
    m_preview->setEvents(preview.events);
    for (const int column : {PreviewModel::Time, PreviewModel::LevelColumn}) // classes have neither
        m_table->setColumnHidden(column, !preview.signals.empty());
    // What was detected can be taken as the start of a layout of one's own.
    if (m_format->currentData().toString().isEmpty() && !preview.look.layouts.empty() && preview.look.layouts.front().format == "layout") {
        const QSignalBlocker quiet(m_pattern);
        m_pattern->setText(text::fromBytes(preview.look.layouts.front().pattern));
    }
}

void ImportDialog::start()
{
    engine::ImportRequest request;
    const int program = m_program->isVisibleTo(this) ? m_program->currentIndex() : 0;
    for (int i = 0; i < m_files->count(); ++i)
        if (const QString path = m_files->item(i)->text(); program > 0 && path == m_programsOf)
            request.paths.insert(request.paths.end(), m_programs[static_cast<std::size_t>(program - 1)].begin(), m_programs[static_cast<std::size_t>(program - 1)].end());
        else
            request.paths.push_back(path.toStdString());
    if (request.paths.empty())
        return;
    request.format = format();
    request.layouts = layouts();
    if (const QString name = m_source->text().trimmed(); !name.isEmpty() && m_files->count() == 1)
        request.source = name.toStdString();
    if (const int verdict = m_label->currentData().toInt(); verdict >= 0)
        request.label = static_cast<Verdict>(verdict);
    m_context.workspace.importLogs(std::move(request), m_project->text().trimmed());
    accept();
}

} // namespace causeway::views
