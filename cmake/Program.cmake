# The program: main.cpp is the one file that sees all.
add_executable(causeway app/main.cpp)
target_link_libraries(causeway PRIVATE causeway_cli causeway_views causeway_resources)
install(TARGETS causeway RUNTIME DESTINATION bin)
